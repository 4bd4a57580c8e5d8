import Refusals

/// The rule that no box holds all three legs.
enum Trifecta {
    /// The refusal for grants that together carry all three legs: it names one grant for each leg and what closes one.
    static func refusal(_ grants: [CarryingGrant]) -> Refusal? {
        let carriers = Leg.allCases.map { leg in grants.filter { $0.remaining.contains(leg) } }
        guard carriers.allSatisfy({ !$0.isEmpty }) else { return nil }
        let named = zip(Leg.allCases, carriers).map { leg, carriers in
            let more = carriers.count > 1 ? " and \(carriers.count - 1) more" : ""
            return "\(leg.rawValue) from `\(carriers[0].text)`\(place(carriers[0]))\(more)"
        }
        // The leg that the fewest grants carry is the easiest to give up; among equals the way out, which
        // most servers need least.
        var chosen = Leg.egress
        var closing = carriers[2]
        for (leg, carriers) in zip(Leg.allCases, carriers) where carriers.count < closing.count {
            (chosen, closing) = (leg, carriers)
        }
        var ways = ["take out \(closing.map { "`\($0.text)`\(place($0))" }.joined(separator: " and "))"]
        if closing.count == 1, let claim = closing[0].permitted.first(where: { $0.leg == chosen }) {
            ways.append("state `\(claim.rawValue)` there with a `because:`, if it is true")
        }
        ways.append("split the server into boxes that each hold two legs")
        return Refusal(
            .trifectaAllThreeLegs, "the box would hold all three legs: \(named.joined(separator: "; "))",
            at: closing[0].location, hint: "to close \(chosen.rawValue): \(ways.joined(separator: ", or "))")
    }

    private static func place(_ grant: CarryingGrant) -> String { grant.location.map { " (\($0))" } ?? "" }
}
