"""From npm packages to what the web interface serves: ``python -m assets``, or ``make assets``."""
