"""A server that speaks the Zalo Bot Platform's API, as strict as the platform is known to be."""
