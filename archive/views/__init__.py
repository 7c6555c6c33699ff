"""The public pages, a module for each noun; what several of them draw with has a module too."""
