"""What producers offer: datasets, their versions, their checks, and the arrays that lie behind them."""
