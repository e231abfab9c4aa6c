"""The pages of the register of agreements."""
