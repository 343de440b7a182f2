package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	runtimecatalog "sigs.k8s.io/cluster-api/api/runtime/catalog"
	runtimehooksv1 "sigs.k8s.io/cluster-api/api/runtime/hooks/v1alpha1"
	kjson "sigs.k8s.io/json"
)

var catalog = newCatalog()

func newCatalog() *runtimecatalog.Catalog {
	catalog := runtimecatalog.New()
	if err := runtimehooksv1.AddToCatalog(catalog); err != nil {
		panic(err) // upstream's own types do register
	}
	return catalog
}

func hookOf(name string) runtimecatalog.GroupVersionHook {
	return runtimecatalog.GroupVersionHook{
		Group:   runtimehooksv1.GroupVersion.Group,
		Version: runtimehooksv1.GroupVersion.Version,
		Hook:    name,
	}
}

// judgeAnswer decodes an answer with upstream's type of the hook. Stricter than upstream, which forgives unknown
// fields, keys of another case and a wrong kind: an answer of ours has no need of forgiveness.
func judgeAnswer(hook string, body []byte) Verdict {
	verdict := Verdict{Hook: hook, Answer: string(body)}
	response, err := decodeStrictly(hook, body)
	if err == nil {
		err = checkAnswer(hook, response)
	}
	if err != nil {
		verdict.Error = err.Error()
		return verdict
	}
	canonical, err := json.Marshal(response)
	if err != nil {
		verdict.Error = err.Error()
		return verdict
	}
	verdict.OK, verdict.Canonical = true, string(canonical)
	return verdict
}

func decodeStrictly(hook string, body []byte) (runtime.Object, error) {
	response, err := catalog.NewResponse(hookOf(hook))
	if err != nil {
		return nil, err
	}
	strict, err := kjson.UnmarshalStrict(body, response)
	return response, errors.Join(append(strict, err)...)
}

func checkAnswer(hook string, response runtime.Object) error {
	if err := catalog.ValidateResponse(hookOf(hook), response); err != nil {
		return err
	}
	want, err := catalog.Response(hookOf(hook))
	if err != nil {
		return err
	}
	if got := response.GetObjectKind().GroupVersionKind(); got != want {
		return fmt.Errorf("the answer is of kind %s, not %s", got, want)
	}
	common, ok := response.(runtimehooksv1.ResponseObject)
	if !ok {
		return fmt.Errorf("%T has no status", response)
	}
	if status := common.GetStatus(); status != runtimehooksv1.ResponseStatusSuccess && status != runtimehooksv1.ResponseStatusFailure {
		return fmt.Errorf("unknown status %q", status)
	}
	return nil
}
