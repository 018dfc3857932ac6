"""A small client package, as the emitter writes them: the models that the tests of the data half are about."""
