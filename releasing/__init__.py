"""What a release is made with: reproducible files, their bill of materials, notes, and the tutorial's outputs."""
