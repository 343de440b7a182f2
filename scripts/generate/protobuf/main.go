// Prints, as JSON, how the API's types are encoded in protobuf: for each type its fields by number, read from the struct
// tags by reflection. Numbers and types only.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// field is [JSON name, type, flags]: type is string, bytes, int, bool, double, or the name of a message; flags are
// r (repeated), m (a map from strings), z (absent in JSON when zero), i (its fields stand in the parent's JSON).
type field [3]string

var types = map[string]map[string]field{}

func main() {
	for _, add := range []func(*runtime.Scheme) error{apiextensions.AddToScheme, apiregistration.AddToScheme} {
		if err := add(scheme.Scheme); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for kind, goType := range scheme.Scheme.AllKnownTypes() {
		served := !strings.Contains(kind.Version, "alpha") && !strings.Contains(kind.Version, "beta") && kind.Version != runtime.APIVersionInternal
		if served && !strings.HasSuffix(kind.Kind, "List") && kind.Kind != "WatchEvent" {
			visit(goType)
		}
	}
	names := make([]string, 0, len(types))
	for name := range types {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Print("{\n")
	for i, name := range names {
		line, _ := json.Marshal(types[name])
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		fmt.Printf("%q:%s%s\n", name, line, comma)
	}
	fmt.Println("}")
}

// visit describes a struct type and everything it reaches, and answers its name.
func visit(goType reflect.Type) string {
	name := nameOf(goType)
	if _, known := types[name]; known {
		return name
	}
	fields := map[string]field{}
	types[name] = fields
	for i := 0; i < goType.NumField(); i++ {
		member := goType.Field(i)
		tag := strings.Split(member.Tag.Get("protobuf"), ",")
		if _, err := strconv.Atoi(at(tag, 1)); err != nil {
			continue
		}
		jsonTag := strings.Split(member.Tag.Get("json"), ",")
		fields[tag[1]] = describe(member, jsonTag)
	}
	return name
}

func describe(member reflect.StructField, jsonTag []string) field {
	flags := ""
	valueType := member.Type
	isPointer := valueType.Kind() == reflect.Pointer
	if isPointer {
		valueType = valueType.Elem()
	}
	if contains(jsonTag[1:], "omitempty") && !isPointer {
		flags += "z"
	}
	if jsonTag[0] == "" && contains(jsonTag[1:], "inline") {
		flags += "i"
	}
	switch {
	case valueType.Kind() == reflect.Map:
		return field{jsonTag[0], scalarOrMessage(valueType.Elem()), flags + "m"}
	case valueType.Kind() == reflect.Slice && valueType.Elem().Kind() != reflect.Uint8:
		return field{jsonTag[0], scalarOrMessage(valueType.Elem()), flags + "r"}
	default:
		return field{jsonTag[0], scalarOrMessage(valueType), flags}
	}
}

func scalarOrMessage(valueType reflect.Type) string {
	if valueType.Kind() == reflect.Pointer {
		valueType = valueType.Elem()
	}
	switch valueType.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int32, reflect.Int64, reflect.Int, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return "int"
	case reflect.Float64:
		return "double"
	case reflect.Slice:
		if valueType.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		// A named list inside a map is a message with one repeated field.
		name := nameOf(valueType)
		types[name] = map[string]field{"1": {"items", scalarOrMessage(valueType.Elem()), "r"}}
		return name
	default:
		return visit(valueType)
	}
}

// nameOf gives the name that OpenAPI has for a Go type: k8s.io/api/core/v1.Pod is io.k8s.api.core.v1.Pod.
func nameOf(goType reflect.Type) string {
	domain, path, _ := strings.Cut(goType.PkgPath(), "/")
	labels := strings.Split(domain, ".")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	return strings.Join(labels, ".") + "." + strings.ReplaceAll(path, "/", ".") + "." + goType.Name()
}

func at(list []string, index int) string {
	if index < len(list) {
		return list[index]
	}
	return ""
}

func contains(list []string, word string) bool {
	for _, entry := range list {
		if entry == word {
			return true
		}
	}
	return false
}
