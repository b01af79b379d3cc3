"""Training speed and start-up beside PyTorch and JAX: `python -m benchmarks.frameworks`.

`trainings` says what is trained, `contestants` who trains it; each training runs in a process of
its own (`child`), which answers the parent (`measure`) with one line of JSON.
"""
