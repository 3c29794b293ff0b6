"""`python -m tallystick` is `tally`."""

import sys

from tallystick.cli.main import main

sys.exit(main())
