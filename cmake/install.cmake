# cmake --install: filled in with the package files.
