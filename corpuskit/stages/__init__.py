"""The built-in stages, one file a stage, one folder a family."""
