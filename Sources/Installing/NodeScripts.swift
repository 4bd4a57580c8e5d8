/// What runs in the boxes of an installation from npm's registry.
///
/// `npm` resolves, fetches and unpacks. What it says goes to standard error; standard output is `ArchiveReceiver`'s.
enum NodeScripts {
    /// The file with what is installed where; it is made anew each time, and no archive.
    static let lock = "package-lock.json"

    private static let common = """
        const { spawnSync } = require("node:child_process"), fs = require("node:fs"), path = require("node:path");

        function npm(folder, words) {
            const places = [path.join(path.dirname(process.execPath), "../lib/node_modules"), "/usr/share/nodejs", "/usr/lib/node_modules"];
            const program = places.map(place => path.join(place, "npm/bin/npm-cli.js")).find(fs.existsSync);
            if (!program) throw new Error("npm is not installed beside " + process.execPath);
            // The base system's authorities, to which an inspecting broker adds its own: Node has a list of its own otherwise.
            const env = { NODE_EXTRA_CA_CERTS: "/etc/ssl/certs/ca-certificates.crt", ...process.env, HOME: "/tmp/home",
                npm_config_cache: "/tmp/cache", npm_config_update_notifier: "false" };
            const options = ["--no-audit", "--no-fund", "--loglevel=error"];
            const { status } = spawnSync(process.execPath, [program, ...words, ...options],
                { cwd: folder, stdio: ["ignore", "ignore", 2], env });
            if (status !== 0) process.exit(status ?? 1);
        }

        function say(line) { fs.writeSync(1, line + "\\n"); }

        """

    /// Fetches a package and what it depends on, without running anything of them, and writes the archives and a lock file
    /// that names these.
    static let fetching =
        common + #"""
            const requirement = process.argv[1], at = requirement.lastIndexOf("@"), work = "/tmp/work";
            const root = { name: "environment", version: "1.0.0", private: true,
                dependencies: { [requirement.slice(0, at)]: requirement.slice(at + 1) } };
            fs.mkdirSync(work);
            fs.writeFileSync(work + "/package.json", JSON.stringify(root));
            npm(work, ["install", "--ignore-scripts", "--no-bin-links", "--package-lock"]);

            function content(integrity) {
                const [algorithm, text] = integrity.split(" ")[0].split("-");
                const digits = Buffer.from(text, "base64").toString("hex");
                return path.join("/tmp/cache/_cacache/content-v2", algorithm, digits.slice(0, 2), digits.slice(2, 4), digits.slice(4));
            }

            function send(name, bytes) {
                say("file " + name);
                for (let start = 0; start < bytes.length; start += 3 << 17)
                    say("=" + bytes.subarray(start, start + (3 << 17)).toString("base64"));
                say("end");
            }

            const kept = ["version", "integrity", "dependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta",
                "bin", "engines", "os", "cpu", "libc", "optional", "peer", "hasInstallScript"];
            const lock = JSON.parse(fs.readFileSync(work + "/package-lock.json")), packages = { "": root }, sent = new Set();
            for (const [place, entry] of Object.entries(lock.packages)) {
                if (place === "" || entry.inBundle) continue;
                // Not for this machine, and not fetched.
                if (entry.integrity && entry.optional && !fs.existsSync(content(entry.integrity))) continue;
                if (entry.link || !entry.integrity) throw new Error(place + " is not of the registry");
                const name = (entry.name ?? place.split("node_modules/").pop()).replace("/", "+") + "-" + entry.version + ".tgz";
                packages[place] = { resolved: "file:../archives/" + name };
                for (const key of kept) if (key in entry) packages[place][key] = entry[key];
                if (!sent.has(name)) send(name, fs.readFileSync(content(entry.integrity)));
                sent.add(name);
            }
            send("package-lock.json", Buffer.from(JSON.stringify({ name: root.name, version: root.version, lockfileVersion: 3, packages })));
            say("done");
            """#

    /// Unpacks the archives, each after a comparison with the digest that the registry gave for it.
    ///
    /// Nothing of them is executed but, with `scripts`, their install scripts.
    static let building =
        common + #"""
            const [stage, , requirement, mode] = process.argv.slice(1), tree = stage + "/environment";
            const name = requirement.slice(0, requirement.lastIndexOf("@"));
            fs.mkdirSync(tree);
            const lock = JSON.parse(fs.readFileSync(stage + "/archives/package-lock.json"));
            fs.writeFileSync(tree + "/package-lock.json", JSON.stringify(lock));
            fs.writeFileSync(tree + "/package.json", JSON.stringify(lock.packages[""]));
            npm(tree, ["ci", "--offline", ...(mode === "scripts" ? [] : ["--ignore-scripts"])]);
            const bin = JSON.parse(fs.readFileSync(path.join(tree, "node_modules", name, "package.json"))).bin ?? {};
            for (const program of typeof bin === "string" ? [name.split("/").pop()] : Object.keys(bin))
                if (fs.existsSync(path.join(tree, "node_modules/.bin", program))) say("program " + program);
            say("done");
            """#
}
