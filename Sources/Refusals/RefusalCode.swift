/// The catalogue of refusals.
///
/// The raw value is the stable code word; `docs/errors.md` lists the same words with the same
/// cause and fix, and a test fails when page and catalogue differ. A new case gets its entry in
/// `RefusalCode+Catalogue.swift` in the same change.
package enum RefusalCode: String, Sendable, CaseIterable {
    // Profiles: the text.
    case profileNotFound = "profile.not-found"
    case profileUnreadable = "profile.unreadable"
    case profileTooLarge = "profile.too-large"
    case profileSyntax = "profile.syntax"
    case profileAlias = "profile.alias"
    case profileDuplicateKey = "profile.duplicate-key"
    case profileUnknownKey = "profile.unknown-key"
    case profileMissingKey = "profile.missing-key"
    case profileWrongType = "profile.wrong-type"
    case profileInvalidValue = "profile.invalid-value"
    case profileUnknownVariable = "profile.unknown-variable"
    case profileInheritance = "profile.inheritance"
    case profileConflict = "profile.conflict"
    case profileUntrusted = "profile.untrusted"
    case profileNotTrusted = "profile.not-trusted"

    // What the administrator decides.
    case policyUntrustedOwner = "policy.untrusted-owner"
    case policyTierTooWeak = "policy.tier-too-weak"
    case policySourceNotAllowed = "policy.source-not-allowed"

    // Legs.
    case trifectaAllThreeLegs = "trifecta.all-three-legs"
    case narrowingWithoutReason = "narrowing.without-reason"
    case narrowingNotAllowed = "narrowing.not-allowed"

    // Paths of the host.
    case pathMissing = "path.missing"
    case pathNotAllowed = "path.not-allowed"
    case pathKind = "path.wrong-kind"
    case pathChanged = "path.changed"
    case pathTreeTooLarge = "path.tree-too-large"
    case pathProtectFailed = "path.protect-failed"
    case workspaceMissing = "workspace.missing"
    case workspaceTooBroad = "workspace.too-broad"

    // The program.
    case programNotFound = "program.not-found"
    case programNotExecutable = "program.not-executable"
    case programInstallsAtStart = "program.installs-at-start"
    case programUnsupported = "program.unsupported"

    // Secrets and environment.
    case environmentSecretName = "environment.secret-name"
    case secretNotBound = "secret.not-bound"
    case secretMissing = "secret.missing"
    case secretExposed = "secret.exposed"
    case secretUnusable = "secret.unusable"
    case secretCommandFailed = "secret.command-failed"
    case secretNotLocked = "secret.not-locked"

    // The way out.
    case egressTooWide = "egress.too-wide"
    case egressNoAuthorities = "egress.no-authorities"
    case egressUnknownHost = "egress.unknown-host"
    case egressNobodyToAsk = "egress.nobody-to-ask"
    case egressNotKept = "egress.not-kept"
    case egressUnknownBox = "egress.unknown-box"
    case egressBrokerFailed = "egress.broker-failed"
    case egressRequestRefused = "egress.request-refused"
    case egressResponseRefused = "egress.response-refused"
    case egressStrayPlaceholder = "egress.stray-placeholder"

    // Limits.
    case limitNotEnforceable = "limits.not-enforceable"
    case limitExceeded = "limits.exceeded"

    // The host.
    case hostUserNamespacesDenied = "host.user-namespaces-denied"
    case hostIdmapUnsupported = "host.idmap-unsupported"
    case hostKernelTooOld = "host.kernel-too-old"
    case hostCallDenied = "host.call-denied"
    case hostProcMasked = "host.proc-masked"
    case hostLandlockMissing = "host.landlock-missing"
    case hostNoFreeIdentity = "host.no-free-identity"
    case hostIncompleteInstallation = "host.incomplete-installation"
    case hostUnsupportedCaller = "host.unsupported-caller"

    // Tiers.
    case tierNotReached = "tier.not-reached"
    case tierCannotHold = "tier.cannot-hold"

    // The launch.
    case launchStepFailed = "launch.step-failed"
    case launchSelfTestFailed = "launch.self-test-failed"
    case launchPlanInvalid = "launch.plan-invalid"
    case launchTimedOut = "launch.timed-out"
    case launchExecFailed = "launch.exec-failed"

    // The running server.
    case serverExited = "server.exited"
    case serverKilled = "server.killed"

    // The wire.
    case wireMessageTooLong = "wire.message-too-long"
    case wireStalled = "wire.stalled"
    case wireInvalidJSON = "wire.invalid-json"
    case wireInvalidUTF8 = "wire.invalid-utf8"
    case wireLoneSurrogate = "wire.lone-surrogate"
    case wireDuplicateKey = "wire.duplicate-key"
    case wireNumberOutOfRange = "wire.number-out-of-range"
    case wireTooDeep = "wire.too-deep"
    case wireTooMuchStructure = "wire.too-much-structure"
    case wireInvalidMessage = "wire.invalid-message"
    case wireUnknownMethod = "wire.unknown-method"
    case wireUnexpectedAnswer = "wire.unexpected-answer"
    case wireStrayOutput = "wire.stray-output"
    case wireNotListed = "wire.not-listed"

    // What a server claims and answers.
    case poisonRefused = "poison.refused"
    case poisonHeld = "poison.held"
    case resultRefused = "result.refused"
    case resultTooLarge = "result.too-large"

    // What a server asks of the client.
    case clientSecretAsked = "client.secret-asked"

    // Pins.
    case pinSurfaceChanged = "pin.surface-changed"
    case pinNewItem = "pin.new-item"
    case pinPackageChanged = "pin.package-changed"
    case pinPackageMoved = "pin.package-moved"
    case pinPackageUnreadable = "pin.package-unreadable"
    case pinRequired = "pin.required"
    case pinTooLarge = "pin.too-large"
    case pinFileInvalid = "pin.file-invalid"
    case pinFileUntrusted = "pin.file-untrusted"
    case pinUnavailable = "pin.unavailable"
    case pinNotFound = "pin.not-found"
    case pinNotShown = "pin.not-shown"
    case pinArchivesChanged = "pin.archives-changed"

    // The rules of a profile, on the wire.
    case ruleToolDenied = "rule.tool-denied"
    case rulePromptDenied = "rule.prompt-denied"
    case ruleResourceDenied = "rule.resource-denied"
    case ruleArgumentRefused = "rule.argument-refused"
    case ruleRequestRefused = "rule.request-refused"
    case ruleActNotGranted = "rule.act-not-granted"

    // The audit log.
    case auditUnavailable = "audit.unavailable"
    case auditIncomplete = "audit.incomplete"
    case auditUnreadable = "audit.unreadable"

    // Configurations of clients.
    case clientNotFound = "client.not-found"
    case clientUnreadable = "client.unreadable"
    case clientUntrusted = "client.untrusted"
    case clientSyntax = "client.syntax"
    case clientDuplicateKey = "client.duplicate-key"
    case clientUnsupported = "client.unsupported"
    case clientNotWritable = "client.not-writable"
    case clientChanged = "client.changed"

    // Learning a profile.
    case learnSecretsGranted = "learn.secrets-granted"
    case learnOutputExists = "learn.output-exists"
    case learnOutputNotWritable = "learn.output-not-writable"

    // Installing servers.
    case installToolMissing = "install.tool-missing"
    case installFailed = "install.failed"
    case installOutputRefused = "install.output-refused"
    case installNoProgram = "install.no-program"
    case installBusy = "install.busy"
    case installUnavailable = "install.unavailable"
    case installNotFound = "install.not-found"
    case installRecordInvalid = "install.record-invalid"
    case installAltered = "install.altered"

    // The command line.
    case usage = "usage.invalid"
}
