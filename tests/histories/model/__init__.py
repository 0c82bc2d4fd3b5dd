"""The rules M1 to S4 as a plain model: what there is, and by which codes a write would be refused; none: it is done."""
