"""Counts the rows of CSV files after their header, as Python's csv module reads them: `count_rows.py FILE…`."""

import csv
import sys

for path in sys.argv[1:]:
    with open(path, encoding='utf-8-sig', newline='') as file:
        print(sum(1 for row in csv.reader(file) if row) - 1)
