"""The portal: layout, home, search, the desks of staff and representatives."""
