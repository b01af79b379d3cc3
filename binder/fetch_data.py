"""Fetch data sets once, so that nobody waits for them: python binder/fetch_data.py mnist."""

import sys

from autoencoder_course import datasets

for name in sys.argv[1:]:
    images = datasets.load(name, source="tfds")
    print(name, "training images:", len(images.train.images))
