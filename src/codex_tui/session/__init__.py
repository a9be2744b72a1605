"""What speaks to the server and changes the model: connection, commands, upkeep. Below the app, beside no widget."""
