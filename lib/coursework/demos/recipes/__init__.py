"""How the networks of the demos are trained: the lectures' recipes, with their seeds.

Each file is one recipe, with

- `NETWORKS`, dict from the name of each file with a network to the names of the sub-models in it
  (`network` for the whole model);
- `build(name)`, the untrained network;
- `train(mnist, keep)`, which trains all of them and hands each over with `keep(name, model,
  facts)`, and further arrays with `keep.data(name, tensors, facts)`;
- `error(model, mnist)`, its test error.
"""
