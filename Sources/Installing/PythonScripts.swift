/// What runs in the boxes of an installation from PyPI.
///
/// `pip` resolves, fetches and unpacks. What it says goes to standard error; standard output is `ArchiveReceiver`'s.
enum PythonScripts {
    /// Standard output is nobody's but ours: a build of a stranger's inherits standard error in its place.
    private static let common = """
        import base64, importlib.util, os, subprocess, sys

        def run(*words, python=sys.executable):
            status = subprocess.run([python, "-I", *words], stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode
            if status:
                sys.exit(status if status > 0 else 128 - status)

        def pip(*words):
            python = sys.executable
            if importlib.util.find_spec("pip") is None:
                # Python brings one along for new environments.
                python = "/tmp/tools/bin/python"
                if not os.path.exists(python):
                    run("-m", "venv", "/tmp/tools")
            run("-m", "pip", *words[:-1], "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--quiet", *words[-1], python=python)

        """

    /// Fetches wheels; with `scripts`, also builds what has none, with the registry in reach.
    static let fetching =
        common + """
            requirement, mode = sys.argv[1:3]
            folder = "/tmp/archives"
            # The base system's authorities, to which an inspecting broker adds its own: pip brings a list of its own otherwise.
            bundle = "/etc/ssl/certs/ca-certificates.crt"
            trust = ["--cert", bundle] if os.path.exists(bundle) and "PIP_CERT" not in os.environ else []
            if mode == "scripts":
                pip("wheel", ["--wheel-dir", folder, *trust, requirement])
            else:
                pip("download", ["--only-binary", ":all:", "--dest", folder, *trust, requirement])
            for name in sorted(os.listdir(folder)):
                print("file", name)
                with open(os.path.join(folder, name), "rb") as file:
                    while data := file.read(3 << 17):
                        print("=" + base64.b64encode(data).decode())
                print("end")
            print("done", flush=True)
            """

    /// Makes a virtual environment of the wheels.
    ///
    /// Nothing of them is executed.
    static let building =
        common + """
            from importlib.metadata import distributions
            import re, sysconfig
            stage, final, requirement = sys.argv[1:4]
            archives, tree = stage + "/archives", stage + "/environment"
            run("-m", "venv", "--without-pip", "--symlinks", tree)
            # By names and not by paths, which would be written into what is installed.
            exact = sorted("==".join(name.split("-")[:2]) for name in os.listdir(archives))
            pip("--python", tree + "/bin/python", "install",
                ["--no-index", "--find-links", archives, "--no-deps", "--no-compile", *exact])

            # What says where it lies says where it will.
            for name in ["pyvenv.cfg", *("bin/" + name for name in os.listdir(tree + "/bin"))]:
                path = os.path.join(tree, name)
                if name.startswith("bin/activate") or name.startswith("bin/Activate"):
                    os.unlink(path)
                elif not os.path.islink(path):
                    with open(path, "rb") as file:
                        text = file.read()
                    if text.startswith(b"#!") or name == "pyvenv.cfg":
                        with open(path, "wb") as file:
                            file.write(text.replace(stage.encode(), final.encode()))

            # By this interpreter and not by the environment's, which would execute what a package puts in its way. Without the
            # time in them, so that the same archives make the same files. What is no Python of this version stays as it is.
            subprocess.run([sys.executable, "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash",
                            "-s", stage, "-p", final, tree + "/lib"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

            normal = lambda name: re.sub("[-_.]+", "-", name).lower()
            site = sysconfig.get_path("purelib", "venv", {"base": tree, "platbase": tree})
            for distribution in distributions(path=[site]):
                if normal(distribution.metadata["Name"]) == requirement.split("==")[0]:
                    for entry in distribution.entry_points:
                        if entry.group == "console_scripts":
                            print("program", entry.name)
            print("done", flush=True)
            """
}
