"""The only callers of Bot methods: showing screens, sending pushes, the limits, the command menus."""
