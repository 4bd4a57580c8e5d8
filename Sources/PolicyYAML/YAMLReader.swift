import CYAML
import Refusals

/// Reads one YAML document into nodes by the events of libyaml, refusing what a profile has no use for.
///
/// Refused at the event: anchors, aliases, tags, merge keys, directives, a second document, keys that are not plain
/// text, and depth. The bytes must have passed `ProfileBytes.check`. Source: libyaml 0.2.5, `yaml.h`.
@safe struct YAMLReader: ~Copyable {
    /// Lists and mappings inside one another; the language itself needs six.
    static let maximumDepth = 8

    private let file: String
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// libyaml keeps a pointer to the input and never writes to it.
    private let input: UnsafeMutableBufferPointer<UInt8>
    /// Keys that a mapping holds twice; the reading goes on with the first.
    private(set) var duplicates: [Refusal] = []

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        // Fails for want of memory alone.
        let initialized = unsafe yaml_parser_initialize(parser)
        precondition(initialized == 1, "out of memory")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// Reads the only document of the file; nil for a file without one.
    ///
    /// - Throws: `profile.syntax`, `profile.alias`.
    mutating func document() throws(Refusal) -> YAMLNode? {
        _ = try next()  // The start of the stream.
        let start = try next()
        guard start.kind != .streamEnd else { return nil }
        guard case .documentStart(let hasDirectives) = start.kind else {
            throw syntax("there is no document", start.location)
        }
        guard !hasDirectives else {
            throw syntax("a profile has no `%` directives", SourceLocation(file: file, line: 1, column: 1))
        }
        var root = try node(try next(), depth: 0)
        // As for an absent value below: libyaml finds an absent document after the end of the file.
        if root.isAbsent { root.location = start.location }
        _ = try next()  // The end of the document.
        let end = try next()
        guard end.kind == .streamEnd else {
            throw Refusal(
                .profileSyntax, "a second document begins here, and a profile is one document", at: end.location,
                hint: "take out the `---` and what follows")
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Refusal) -> YAMLNode {
        switch event.kind {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(scalar), location: event.location)
        case .sequenceStart:
            try checkDepth(depth, event.location)
            var items: [YAMLNode] = []
            var item = try next()
            while item.kind != .sequenceEnd {
                items.append(try node(item, depth: depth + 1))
                item = try next()
            }
            return YAMLNode(content: .sequence(items), location: event.location)
        case .mappingStart:
            try checkDepth(depth, event.location)
            return YAMLNode(content: .mapping(try entries(depth: depth)), location: event.location)
        case .streamEnd, .documentStart, .other, .sequenceEnd, .mappingEnd:
            throw syntax("there is no value here", event.location)
        }
    }

    private mutating func entries(depth: Int) throws(Refusal) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var first: [String: SourceLocation] = [:]
        var event = try next()
        while event.kind != .mappingEnd {
            guard case .scalar(let key) = event.kind, key.style != .block else {
                throw syntax("a key is a word, not a list or a mapping", event.location)
            }
            if key.style == .plain, key.text == "<<" {
                throw Refusal(
                    .profileAlias, "a profile has no merge keys", at: event.location,
                    hint: "write the entries out, or put them into a parent")
            }
            var value = try node(try next(), depth: depth + 1)
            // libyaml finds an absent value where the next thing begins, which may be lines below.
            if value.isAbsent { value.location = event.location }
            if let earlier = first.updateValue(event.location, forKey: key.text) {
                first[key.text] = earlier
                duplicates.append(
                    Refusal(
                        .profileDuplicateKey,
                        "\(ProfileBytes.shown(key.text)) is already a key of this mapping (\(earlier))",
                        at: event.location, hint: "keep one of the two"))
            } else {
                entries.append(YAMLNode.Entry(key: key.text, location: event.location, value: value))
            }
            event = try next()
        }
        return entries
    }

    private func checkDepth(_ depth: Int, _ location: SourceLocation) throws(Refusal) {
        guard depth < YAMLReader.maximumDepth else {
            throw Refusal(
                .profileTooLarge, "lists and mappings are nested more than \(YAMLReader.maximumDepth) deep",
                at: location)
        }
    }

    private func syntax(_ reason: String, _ location: SourceLocation) -> Refusal {
        Refusal(.profileSyntax, reason, at: location)
    }

    /// The next event, copied out of libyaml's memory.
    private mutating func next() throws(Refusal) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe failure(parser.pointee) }
        defer { unsafe yaml_event_delete(&event) }
        return try unsafe YAMLEvent(event, file: file)
    }

    private func failure(_ parser: yaml_parser_t) -> Refusal {
        var mark = unsafe parser.problem_mark
        // A problem that the reader finds has an offset and no mark, and the bytes were checked before.
        if unsafe parser.error == YAML_READER_ERROR { mark = unsafe parser.mark }
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "this is not YAML"
        let place = location(of: mark)
        guard let text = unsafe parser.context else { return syntax(problem, place) }
        let context = unsafe String(cString: text)
        let start = location(of: unsafe parser.context_mark)
        // What the end of the file leaves open is mended where it begins.
        if mark.index >= length { return syntax("\(context): \(problem)", start) }
        return syntax("\(context) from line \(start.line), column \(start.column): \(problem)", place)
    }
}

extension YAMLReader {
    /// How many characters the file has.
    private var length: Int { unsafe String(decoding: input, as: UTF8.self).unicodeScalars.count }

    /// The place of a mark.
    ///
    /// libyaml puts the end of a file without a line break at the end onto a line below.
    private func location(of mark: yaml_mark_t) -> SourceLocation {
        guard mark.index >= length else { return SourceLocation(mark, file: file) }
        let lines = unsafe String(decoding: input, as: UTF8.self).unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        return SourceLocation(file: file, line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }
}

/// One event of libyaml, as far as a profile can hold it.
struct YAMLEvent {
    var kind: Kind
    var location: SourceLocation

    enum Kind: Equatable {
        case streamEnd
        case documentStart(hasDirectives: Bool)
        case scalar(YAMLNode.Scalar)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        /// The start of the stream, the end of a document.
        case other
    }

    /// Copies an event.
    ///
    /// - Throws: `profile.alias` for an anchor, an alias or a tag.
    init(_ event: yaml_event_t, file: String) throws(Refusal) {
        location = SourceLocation(unsafe event.start_mark, file: file)
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.data.document_start
            kind = .documentStart(
                hasDirectives: unsafe start.version_directive != nil
                    || start.tag_directives.start != start.tag_directives.end)
        case YAML_ALIAS_EVENT: throw YAMLEvent.refusal("an alias", location)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            guard unsafe scalar.anchor == nil else { throw YAMLEvent.refusal("an anchor", location) }
            guard unsafe scalar.tag == nil else { throw YAMLEvent.refusal("a tag", location) }
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let style: YAMLNode.Scalar.Style =
                switch unsafe scalar.style {
                case YAML_PLAIN_SCALAR_STYLE: .plain
                case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
                default: .block
                }
            kind = .scalar(
                YAMLNode.Scalar(
                    text: unsafe String(decoding: bytes, as: UTF8.self), style: style,
                    isMultiline: unsafe event.start_mark.line != event.end_mark.line))
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            guard unsafe start.anchor == nil else { throw YAMLEvent.refusal("an anchor", location) }
            guard unsafe start.tag == nil else { throw YAMLEvent.refusal("a tag", location) }
            kind = .sequenceStart
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            guard unsafe start.anchor == nil else { throw YAMLEvent.refusal("an anchor", location) }
            guard unsafe start.tag == nil else { throw YAMLEvent.refusal("a tag", location) }
            kind = .mappingStart
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: kind = .other
        }
    }

    private static func refusal(_ what: String, _ location: SourceLocation) -> Refusal {
        Refusal(
            .profileAlias, "here is \(what), and a profile has no anchors, aliases or tags", at: location,
            hint: "write the value out")
    }
}

extension SourceLocation {
    /// The place of a mark of libyaml, which counts from 0.
    fileprivate init(_ mark: yaml_mark_t, file: String) {
        self.init(
            file: file, line: Int(truncatingIfNeeded: mark.line) + 1, column: Int(truncatingIfNeeded: mark.column) + 1)
    }
}
