"""Training of the models; the only place that knows torch."""
