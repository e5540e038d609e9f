// The definitions of the Gateway API, for a test: config/crd/standard of the module.
module mlanywhere.dev/test/gateway-api

go 1.26.0

require sigs.k8s.io/gateway-api v1.6.3
