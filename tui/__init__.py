"""The terminal UI: the assistant's answers on a screen. Speaks to `assistant` only."""
