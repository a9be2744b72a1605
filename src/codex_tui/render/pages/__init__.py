"""Pages of facts, from the model: status, MCP servers, skills, hooks, goal, doctor. Pure."""
