"""From passages to durable, searchable generations, and from a question to hits with their reasons."""

import os

# Threads that spin while they wait make every question several times slower as soon as the machine is busy
# (docs/measurements.md). It must be said before the first library that uses OpenMP is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
