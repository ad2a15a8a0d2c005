"""Fields and code lists of Satu Data metadata (MS-Keg, MS-Var, MS-Ind), and the tables behind them."""
