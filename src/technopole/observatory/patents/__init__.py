"""Patents in the lake: `loading` makes a version of the dataset, `parties` knows who people are and where."""
