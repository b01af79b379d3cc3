# A user's image for a JupyterHub, with the versions that requirements.lock pins:
#   docker build --tag autoencoder-course .
# What it holds and how a hub uses it: docs/hub.md.
FROM python:3.12-slim

RUN apt-get update && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 1000 jovyan

WORKDIR /srv/course
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY lib lib
COPY course course
# The hub's own part must fit the hub's version: change it with --build-arg JUPYTERHUB=5.2.1
ARG JUPYTERHUB=5.*
RUN pip install --no-cache-dir --constraint requirements.lock \
    ".[lab]" "jupyterhub==${JUPYTERHUB}" nbgitpuller

# Prepared data is read from here by everybody; nothing writes to it.
ENV TFDS_DATA_DIR=/srv/data
COPY binder/fetch_data.py /srv/
RUN python /srv/fetch_data.py mnist fashion_mnist && chmod -R a+rX /srv/data

USER jovyan
WORKDIR /home/jovyan
CMD ["jupyterhub-singleuser"]
