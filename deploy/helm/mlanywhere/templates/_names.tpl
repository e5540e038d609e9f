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

{{- define "mlanywhere.refuse" -}}
{{- if and (gt (int .Values.replicas) 1) (not .Values.existingSecret) }}
{{- fail "replicas above 1 need PostgreSQL: create a Secret with database-url and secret-key, and set existingSecret" }}
{{- end }}
{{- if and (gt (int .Values.replicas) 1) .Values.persistence.enabled }}
{{- fail "replicas above 1 keep their data in PostgreSQL: set persistence.enabled to false" }}
{{- end }}
{{- end }}
