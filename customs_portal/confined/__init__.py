"""What opens the bytes of strangers: a process of its own, with little memory and no way out."""
