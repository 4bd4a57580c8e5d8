internal import LaunchPlan

extension Inspection {
    func write(to writer: inout PlanWriter) {
        writer.write(UInt32(rules.rules.count))
        for rule in rules.rules {
            writer.write(rule.methods != nil)
            writer.write(UInt32(rule.methods?.count ?? 0))
            for method in rule.methods ?? [] { writer.write(method) }
            writer.write(rule.path.description)
            for conditions in [rule.query, rule.fields] {
                writer.write(UInt32(conditions.count))
                for condition in conditions {
                    writer.write(condition.name)
                    writer.write(condition.value.description)
                }
            }
            writer.write(rule.allowsWebSocket)
        }
        writer.write(credential != nil)
        guard let credential else { return }
        writer.write(credential.secret)
        switch credential.swap.place {
        case .field(let name):
            writer.write(UInt8(0))
            writer.write(name)
        case .query(let name):
            writer.write(UInt8(1))
            writer.write(name)
        case .bearer: writer.write(UInt8(2))
        case .basic: writer.write(UInt8(3))
        }
        writer.write(credential.swap.placeholder.bytes)
    }

    init(from reader: inout PlanReader) throws(PlanCodecError) {
        var rules: [RequestRules.Rule] = []
        for _ in 0..<(try reader.readCount()) { rules.append(try RequestRules.Rule(from: &reader)) }
        guard try reader.readBool() else {
            self.init(rules: RequestRules(rules))
            return
        }
        let secret = try reader.read(UInt16.self)
        let place: CredentialSwap.Place
        switch try reader.read(UInt8.self) {
        case 0: place = .field(try reader.readString())
        case 1: place = .query(try reader.readString())
        case 2: place = .bearer
        case 3: place = .basic
        default: throw .invalidValue
        }
        guard let placeholder = Placeholder(bytes: try reader.readBytes()) else { throw .invalidValue }
        self.init(
            rules: RequestRules(rules),
            credential: BoundCredential(secret: secret, swap: CredentialSwap(place, placeholder: placeholder)))
    }
}

extension RequestRules.Rule {
    fileprivate init(from reader: inout PlanReader) throws(PlanCodecError) {
        let hasMethods = try reader.readBool()
        var methods: [String] = []
        for _ in 0..<(try reader.readCount()) { methods.append(try reader.readString()) }
        guard hasMethods || methods.isEmpty else { throw .invalidValue }
        let path = RequestRules.Pattern(try reader.readString())
        var conditions: [[RequestRules.Condition]] = []
        for _ in 0..<2 {
            var list: [RequestRules.Condition] = []
            for _ in 0..<(try reader.readCount()) {
                let name = try reader.readString()
                list.append(RequestRules.Condition(name, RequestRules.Pattern(try reader.readString())))
            }
            conditions.append(list)
        }
        self.init(
            methods: hasMethods ? methods : nil, path: path, query: conditions[0], fields: conditions[1],
            allowsWebSocket: try reader.readBool())
    }
}
