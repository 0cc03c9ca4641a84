"""The pages of the register: reading, applying, working."""
