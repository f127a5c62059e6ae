"""python -m mediation.embedded COMMAND...: run a command beside temporary servers and hand back its status.

The command finds the servers in DATABASE_URL and REDIS_URL. Benchmarks and script/check use this.
"""

import os
import subprocess
import sys

from . import ServerError, temporary_servers


def main(command: list[str]) -> int:
    if not command:
        print("Name a command: python -m mediation.embedded COMMAND...", file=sys.stderr)
        return 2
    try:
        with temporary_servers() as servers:
            return subprocess.run(command, env=os.environ | servers.environment, check=False).returncode
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
