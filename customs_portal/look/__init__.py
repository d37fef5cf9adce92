"""How things look: glyphs, icons, small charts, tones of states. No business here."""
