/// The patterns of each rule.
///
/// A pattern of the first list is a finding by itself. One of the second is a finding only beside another of another rule or kind:
/// honest texts have one of them often, and two close together seldom.
struct PhraseTable: Sendable {
    var rule: PoisonRule
    var alone: [String]
    var together: [String]

    static let all: [PhraseTable] = [
        .init(
            rule: .overridesInstructions,
            alone: [
                "^IGNORE ~3 PRIOR ~3 RULES",
                "^ignore|disregard|forget ~2 everything|anything|what ~4 above|before|previously|told|said",
                "your new|real|actual|true|primary|secret|hidden ~1 instruction|instructions|goal|objective|mission|task|role",
                "you are now ~2 in|a|an|operating|acting|dan|free|unrestricted|no_longer",
                "from now on ~3 you|always|all|every|whenever|never",
                "^enter|activate|enable|switch_to|now_in ~3 developer|god|jailbreak|dan|unrestricted|sudo mode",
                "not|never|dont follow|obey|comply|listen ~3 RULES|user|users",
                "take|takes|has|have|having|higher precedence|priority ~3 over|than ~4 instructions|prompt|guidelines|user|users",
                "^bypass|disable|circumvent|evade|ignore|override ~3 safety|guardrails|safeguards|content_filter|content_filters|ethical",
                "system|admin|administrator|developer|security override",
                "as_if nothing ~2 happened",
                "end_of ~2 system_prompt|tool_description|instructions|description",
            ],
            together: [
                "new|updated|revised|important|critical|special|mandatory|urgent ~1 instruction|instructions|directive|protocol",
                "^IGNORE ~3 RULES|warnings|errors|confirmation",
                "pretend|act|behave ~2 as_if|you",
                "follow|obey|execute ~2 these|this|the_following ~3 instructions|steps ~4 exactly|strictly|immediately|silently",
                "you are ~2 helpful|assistant|agent|model|ai|llm",
                "attention|notice|message|note|reminder|instruction|instructions ~2 to|for ~2 ai|llm|model|assistant|agent|agents",
            ]),
        .init(
            rule: .hidesFromUser,
            alone: [
                "NOT ~2 mention|disclose|reveal|inform|informing|acknowledge|admit|mentioning|revealing|disclosing ~5 USER",
                "NOT ~2 tell|telling|notify|notifying|alert|alerting|warn|warning ~2 USER !to ~3 about|that|anything|what|this|it|of",
                "NOT ~1 mention|mentioning|disclose|reveal|discuss ~3 this|that|these|it|you|reading|file|step|instruction|instructions|operation|process|any",
                "without ~3 user|users|human ~3 knowing|knowledge|noticing|awareness|seeing|aware",
                "without ~1 telling|mentioning|informing|notifying|alerting|disclosing ~3 USER|it|this",
                "keep ~4 secret|hidden|confidential ~3 from ~2 user|users|human",
                "hide|conceal|mask|obscure ~5 from ~2 user|users|human",
                "silently|secretly|covertly|quietly|discreetly|stealthily ~3 read|send|include|append|attach|forward|upload|transmit|copy|run|execute|call|invoke|collect|bcc|cc|exfiltrate|access|modify|replace|perform|pass",
                "USER ~1 should|must|shall ~1 not|never ~2 know|see|notice|aware|informed|told|learn|find_out",
                "upset|scare|alarm|worry ~2 user|users",
                "instruction|instructions|directive|step|message|section ~2 is|are|remain|stay|be ~2 hidden|secret|confidential|invisible",
                "secret|hidden|confidential ~1 instruction|instructions|directive|directives",
                "only ~2 visible|shown|readable ~2 to|by ~2 ai|model|llm|assistant|agent",
                "NOT ~1 visible|shown|displayed ~2 to ~2 user|users",
            ],
            together: [
                "NOT ~3 show|display|print|output|log|report|ask|explain|share ~5 USER",
                "NOT ~1 ask|asking|request|wait|require|prompt|seek ~3 confirmation|permission|approval|consent",
                "without ~2 asking|confirmation|permission|approval|consent|explicit",
                "silently|secretly|covertly|quietly|discreetly|in_the_background",
                "internal|diagnostic|debugging|telemetry|logging|verification|compliance|analytics|audit|monitoring ~1 purposes",
                "NOT ~2 mention|reveal|disclose|acknowledge|tell|inform|notify|alert",
            ]),
        .init(
            rule: .asksForSecrets,
            alone: [
                "^read|open|cat|collect|grab|extract|gather|copy|dump|steal|harvest|look_in ~6 SECRETFILE",
                "^GIVE ~4 content|contents|text|data ~3 of|from ~6 SECRETFILE",
                "SECRETFILE ~10 content|contents|data|value|values|them|it ~4 as|in|into|to|via ~5 SLOT",
                "^pass|include|put|append|attach|place|insert|send|supply|submit|embed|provide|add ~2 its|their|those ~2 content|contents ~3 as|in|into|to|via|through|with|here",
                "^TAKE ~3 all|any|every|users|their|stored|saved|available|your|found|local ~4 SECRET",
                "^TAKE ~5 TALK",
                "^include|send|append|attach|put|add|embed|exfiltrate|paste|leak|forward ~4 SECRET ~6 SLOT",
                "^read|access|retrieve|cat|open|find|search|scan ~4 SECRETFILE ~12 pass|include|send|append|attach|put|add|upload|forward|provide|use",
                "content|contents ~2 of ~3 SECRETFILE",
                "SECRETFILE ~4 content|contents",
                "repeat|print|output|reveal|return|summarize ~4 system_prompt|system_message|hidden_instructions",
            ],
            together: [
                "^READ ~5 SECRETFILE",
                "^READ ~5 SECRET",
                "^GIVE ~5 SECRET",
                "^GIVE ~5 content|contents ~8 SLOT",
                "TALK",
                "SECRETFILE",
                "sidenote",
                "otherwise ~6 work|fail|fails|function|break|error|crash|lose|lost|rejected",
            ]),
        .init(
            rule: .steersOtherTools,
            alone: [
                "when|whenever|if|before|after|once|everytime|while ~3 other|another|any|every|different ~3 tool|tools|server|servers|function ~3 USED ~8 must|always|also|should|instead|never|first",
                "other|another|different ~2 tool|tools|server|servers|functions ~2 must|should|shall|have_to",
                "^modify|change|alter|replace|intercept|redirect|rewrite ~4 arguments|argument|parameters|recipient|recipients|destination|address ~6 EVERY ~3 tool|tools|call|calls|emails|email|messages|payments",
                "change|changes|affect|affects|influence|influences|modify|modifies|alter|alters|govern|governs ~3 how|behavior ~4 other|another|tool|tools",
                "^change|replace|set|modify|rewrite|redirect|substitute ~3 recipient|recipients|phone_number|destination|bank_account|wallet_address|payee ~3 to|with|as|by",
                "MUST ~4 called|invoked|used|executed|run|call|invoke|use ~6 before|prior_to|after|alongside ~2 EVERY ~2 DOING",
                "before|prior_to|after ~3 EVERY ~4 DOING ~8 MUST ~3 called|invoked|used|executed|run|call|invoke|use|read",
                "instead_of|rather_than|replaces|in_place_of ~2 original|official|real|legitimate|standard|built_in|other ~2 tool|server|version",
                "NOT ~1 use|call|invoke|trust ~2 other|another|original|official ~3 tool|tools|server|servers|function",
                "bcc|cc ~4 all|every|email|emails|copy",
            ],
            together: [
                "before|prior_to|after|during ~3 EVERY ~3 DOING",
                "EVERY ~2 file|database|payment|search|write|read|network ~1 operation|operations|request|requests",
                "when|whenever|before|after ~2 use|using|call|calling|invoke|invoking ~4 tool|tools|function",
                "MUST ~3 call|invoke|use|run|execute ~2 this ~2 tool|function ~3 first|before",
                "side_effect",
                "highest_priority|top_priority|most_important",
            ]),
        .init(
            rule: .sendsElsewhere,
            alone: [
                "^send|forward|bcc|cc|exfiltrate|transmit|upload|relay|redirect|leak|mirror|deliver|report ~12 @email|@url|attacker|webhook",
                "^post|email|mail|copy|submit|pass ~8 to ~3 @email|@url|attacker",
                "recipient|recipients|address|number|destination|account|to ~5 changed|replaced|redirected|set|modified|rewritten ~3 to|by|with ~4",
                "bcc|cc ~6 @email",
            ],
            together: [
                "send|forward|upload|transmit|exfiltrate ~4 data|file|files|information|contents|content|results ~6 server|endpoint|remote|external",
                "@email", "exfiltrate|exfiltration",
            ]),
        .init(
            rule: .runsCommands,
            alone: [
                "^first|before|then|also|must|silently ~6 run|execute ~4 curl|wget|bash|sh|powershell|shell_command|shell_script",
                "curl|wget ~10 bash|sh|zsh|python",
                "^download ~6 run|execute ~3 it|script|file|binary|payload",
            ],
            together: [
                "^run|execute ~5 following|this|these ~2 command|commands|script|code",
                "curl|wget|powershell|netcat", "chmod", "reverse_shell|backdoor|payload|cron|crontab",
            ]),
        .init(
            rule: .addressesModel,
            alone: [
                "dear|hey|attention ai|llm|assistant|model|agent|claude|gpt|chatgpt|copilot|cursor"
            ],
            together: [
                "important|critical|urgent|mandatory|crucial|imperative|extremely_important|very_important"
            ]),
    ]
}
