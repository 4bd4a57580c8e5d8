// PolicyYAML
