"""The widgets: they read the model when a message says that it changed, and post intents. Below the screens."""
