"""A port's eighteen months with planted fraud: the truth is known, history matters."""
