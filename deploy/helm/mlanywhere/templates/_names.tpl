{{- define "mlanywhere.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "mlanywhere.labels" -}}
app.kubernetes.io/name: mlanywhere
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mlanywhere.metadata" -}}
name: {{ include "mlanywhere.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "mlanywhere.labels" . | nindent 2 }}
{{- end }}

{{/* Groups with their roles, as MLA_OIDC_ROLES has them. */}}
{{- define "mlanywhere.roles" -}}
{{- $rules := list }}
{{- range $group, $role := . }}
{{- $rules = append $rules (printf "%s=%s" $group $role) }}
{{- end }}
{{- join "," $rules }}
{{- end }}

{{/* The host of dashboards, as an Ingress and an HTTPRoute take it: *.dash.example.com */}}
{{- define "mlanywhere.dashboardHost" -}}
{{- regexReplaceAll "^https?://([^:/]+).*$" .Values.dashboardUrl "${1}" }}
{{- end }}

{{- define "mlanywhere.refuse" -}}
{{- if and .Values.tls.secret (not (hasPrefix "https://" .Values.baseUrl)) }}
{{- fail "tls.secret needs a baseUrl that begins with https://" }}
{{- end }}
{{- if and .Values.oidc.issuer (not (and .Values.oidc.clientId .Values.oidc.roles)) }}
{{- fail "oidc.issuer needs oidc.clientId, and oidc.roles, which says who may do what" }}
{{- end }}
{{- if and (not .Values.oidc.issuer) (or .Values.oidc.clientId .Values.oidc.roles .Values.oidc.existingSecret) }}
{{- fail "oidc needs oidc.issuer" }}
{{- end }}
{{- if and .Values.dashboardUrl (or .Values.ingress.enabled .Values.httpRoute.enabled) (not (hasPrefix "*." (include "mlanywhere.dashboardHost" .))) }}
{{- fail "an Ingress and an HTTPRoute match whole parts of a name: dashboardUrl has to begin with https://*." }}
{{- end }}
{{- if and (gt (int .Values.replicas) 1) (not .Values.existingSecret) }}
{{- fail "replicas above 1 need PostgreSQL: create a Secret with database-url and secret-key, and set existingSecret" }}
{{- end }}
{{- if and (gt (int .Values.replicas) 1) .Values.persistence.enabled }}
{{- fail "replicas above 1 keep their data in PostgreSQL: set persistence.enabled to false" }}
{{- end }}
{{- end }}
