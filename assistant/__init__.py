"""From a question to a cited answer. The command line, the HTTP API and the MCP server are doors to this room."""
