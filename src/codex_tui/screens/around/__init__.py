"""The screens around a day's work: status, MCP servers, skills, hooks, goal, review, side conversation, doctor."""
