"""The web site, and what runs the course elsewhere: addresses, pages, notebooks for Colab."""
