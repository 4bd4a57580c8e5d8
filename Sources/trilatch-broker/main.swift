import Broker
import Glibc

exit(BrokerProgram.run())
