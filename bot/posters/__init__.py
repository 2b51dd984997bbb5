"""What a village publishes for everybody to see: the red list as a picture and as a page."""
