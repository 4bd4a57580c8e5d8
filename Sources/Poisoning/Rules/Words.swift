/// Lists of words by the name that patterns use.
enum Words {
    /// - Precondition: The name is one of these; a test reads every pattern.
    static func list(_ name: String) -> Substring {
        switch name {
        case "NOT": "not|never|dont|without|avoid|cannot|mustnt|shouldnt|refrain_from|no_need_to"
        case "USER": "user|users|human|humans|person|people|customer|operator|anyone|anybody|them|end_user|developer"
        case "TELL":
            """
            tell|telling|mention|mentioning|inform|informing|notify|notifying|alert|alerting|disclose|disclosing|reveal|\
            revealing|acknowledge|warn|warning|admit|announce
            """
        case "PRIOR":
            "previous|prior|above|earlier|preceding|existing|original|all|any|other|system|safety|security|initial|user|users"
        case "RULES":
            """
            instruction|instructions|prompt|prompts|rules|guidelines|guideline|directive|directives|constraints|\
            restrictions|guardrails|programming|safeguards|orders|policies
            """
        case "IGNORE":
            "ignore|disregard|forget|override|overrides|bypass|overlook|neglect|discard|abandon|supersede|supersedes|skip"
        case "READ":
            """
            read|open|access|retrieve|load|cat|fetch|collect|grab|obtain|extract|gather|copy|dump|look_in|look_at|search|\
            locate|scan|harvest|steal|check|find|examine|get|list|print
            """
        case "GIVE":
            """
            pass|send|include|append|attach|provide|put|forward|embed|insert|add|paste|upload|transmit|post|supply|\
            submit|place|share|deliver|encode|exfiltrate|leak|email|relay|store|save|write|copy|fill
            """
        case "TAKE":
            """
            send|include|pass|append|attach|forward|exfiltrate|leak|upload|transmit|collect|gather|harvest|steal|extract|\
            dump|embed|share|email|paste|capture|log|record|report|return
            """
        case "SECRETFILE":
            """
            .ssh|id_rsa|id_ed25519|id_dsa|id_ecdsa|.env|.aws|.netrc|.pgpass|.git_credentials|.kube|.npmrc|.pypirc|\
            .docker_config|etc_passwd|etc_shadow|.bash_history|.zsh_history|.cursor|mcp_json|.mcp_json|.gnupg|wallet_dat|\
            claude_desktop_config|login_data|cookies_sqlite|credentials_json|private_key|private_keys|ssh_key|ssh_keys|\
            keychain|.bashrc|.zshrc|secrets_yaml|proc_self_environ|etc_secrets|.config|authorized_keys|known_hosts|\
            service_account_json|.secrets|environment_variables|env_vars|credentials_file|password_file|key_file
            """
        case "SECRET":
            """
            api_key|api_keys|apikey|apikeys|password|passwords|passphrase|credential|credentials|access_token|\
            access_tokens|auth_token|auth_tokens|secrets|private_key|private_keys|ssh_key|ssh_keys|secret_key|\
            secret_keys|seed_phrase|mnemonic|recovery_phrase|credit_card|environment_variables|env_vars|cookies|\
            session_token|session_tokens|bearer_token
            """
        case "TALK":
            """
            conversation_history|chat_history|system_prompt|message_history|previous_messages|entire_conversation|\
            full_conversation|whole_conversation|conversation_so_far|chat_logs|system_message|system_instructions|\
            conversation_context|prior_messages|all_messages|conversation_transcript|current_conversation|\
            conversation_log
            """
        case "SLOT":
            "parameter|param|argument|field|sidenote|note|notes|context|metadata|comment|variable|header|body|url"
        case "EVERY": "any|every|all|each|other|another|subsequent|future|following"
        case "DOING":
            """
            tool|tools|operation|operations|action|actions|function|functions|command|commands|request|requests|task|\
            tasks|response|responses|call|calls|message|messages|query|queries|transaction|transactions|emails|email
            """
        case "MUST": "must|always|should|shall|need_to|needs_to|have_to|has_to|required"
        case "USED":
            "called|invoked|used|executed|run|available|present|triggered|activated|running|loaded|installed|using|calling"
        default: preconditionFailure("no list of words is called \(name)")
        }
    }
}
