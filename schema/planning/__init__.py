"""What is asked becomes a plan, and what the plan costs."""
