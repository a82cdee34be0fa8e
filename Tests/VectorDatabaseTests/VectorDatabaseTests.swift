import Domain
import Testing
