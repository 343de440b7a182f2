// Command extension is the smallest runtime extension on upstream's own server package: the peer that ours is measured
// beside. It answers BeforeClusterUpgrade, and GeneratePatches with one label on each item.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-logr/logr"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	runtimecatalog "sigs.k8s.io/cluster-api/api/runtime/catalog"
	runtimehooksv1 "sigs.k8s.io/cluster-api/api/runtime/hooks/v1alpha1"
	"sigs.k8s.io/cluster-api/exp/runtime/server"
	"sigs.k8s.io/cluster-api/exp/runtime/topologymutation"
	ctrl "sigs.k8s.io/controller-runtime"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1")
	certificates := flag.String("cert-dir", "", "folder with tls.crt and tls.key")
	flag.Parse()
	ctrl.SetLogger(logr.Discard())
	if err := serve(*port, *certificates); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(port int, certificates string) error {
	catalog := runtimecatalog.New()
	extension, err := server.New(server.Options{Catalog: catalog, Host: "127.0.0.1", Port: port, CertDir: certificates})
	if err := errors.Join(err, runtimehooksv1.AddToCatalog(catalog)); err != nil {
		return err
	}
	err = errors.Join(
		extension.AddExtensionHandler(server.ExtensionHandler{
			Hook: runtimehooksv1.BeforeClusterUpgrade, Name: "before-cluster-upgrade", HandlerFunc: beforeClusterUpgrade,
		}),
		extension.AddExtensionHandler(server.ExtensionHandler{
			Hook: runtimehooksv1.GeneratePatches, Name: "generate-patches", HandlerFunc: generatePatches,
		}),
	)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return extension.Start(ctx)
}

func beforeClusterUpgrade(_ context.Context, request *runtimehooksv1.BeforeClusterUpgradeRequest, response *runtimehooksv1.BeforeClusterUpgradeResponse) {
	response.Status = runtimehooksv1.ResponseStatusSuccess
	response.Message = "gate open for " + request.ToKubernetesVersion
}

func generatePatches(ctx context.Context, request *runtimehooksv1.GeneratePatchesRequest, response *runtimehooksv1.GeneratePatchesResponse) {
	topologymutation.WalkTemplates(ctx, unstructured.UnstructuredJSONScheme, request, response, label)
}

func label(_ context.Context, template runtime.Object, _ map[string]apiextensionsv1.JSON, _ runtimehooksv1.HolderReference) error {
	object, ok := template.(*unstructured.Unstructured)
	if !ok {
		return fmt.Errorf("a template of type %T", template)
	}
	return unstructured.SetNestedField(object.Object, "measured", "spec", "template", "metadata", "labels", "bench")
}
