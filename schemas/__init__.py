"""What a government may change: fields, code lists, procedures. YAML, no code."""
