"""Operations become plans, each with its cost."""
