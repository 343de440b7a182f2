package main

import (
	"encoding/json"
	"errors"

	"k8s.io/apimachinery/pkg/runtime"
	kjson "sigs.k8s.io/json"
)

// decodeRequest reads a recorded request with upstream's type, so that what is sent is what that type sends.
func decodeRequest(recorded []byte, request runtime.Object) error {
	strict, err := kjson.UnmarshalStrict(recorded, request)
	return errors.Join(append(strict, err)...)
}

func encodeRequest(hook string, request runtime.Object) ([]byte, error) {
	kind, err := catalog.Request(hookOf(hook))
	if err != nil {
		return nil, err
	}
	request.GetObjectKind().SetGroupVersionKind(kind)
	return json.Marshal(request)
}
