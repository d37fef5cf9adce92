"""Starting and stopping the portal on one machine, with the standard library alone."""
